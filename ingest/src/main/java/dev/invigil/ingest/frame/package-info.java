/** What is known of a picture before it has a number: its format, its digest, its identity, and why it may be refused. No IO. */
package dev.invigil.ingest.frame;
