/** A complete line from one YAML file in one JVM, for {@code invigil run} and the demo. */
package dev.invigil.app.line;
