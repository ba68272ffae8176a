/** Properties of an image before it has a sequence number: format, digest, frame id, and reasons for refusal. No IO. */
package dev.invigil.ingest.frame;
