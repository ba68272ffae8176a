/**
 * From encoded bytes to the pixels a detector is trained on, and from maps back to images. Exact where the model
 * depends on it: the resize is that of a named Pillow bit for bit, colours are raw samples, never passed through a colour profile.
 * Images are read by content and by header first; what cannot be read is refused with a reason from one list.
 */
package dev.invigil.detector.image;
