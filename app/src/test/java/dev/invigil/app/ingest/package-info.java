/** Ingest against a real broker. */
package dev.invigil.app.ingest;
