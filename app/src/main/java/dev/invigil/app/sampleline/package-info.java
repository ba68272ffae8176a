/**
 * Rendered images of three products on a line, good or with one of six defects, from a seed: so that the demo and the tests
 * need no download. A part is a relief with materials ({@link dev.invigil.app.sampleline.Scene}); a camera lights it, takes it out of
 * focus a little and adds its noise. Nothing here depends on fonts, on a graphics card or on the platform's {@code Math}.
 */
package dev.invigil.app.sampleline;
