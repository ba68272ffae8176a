/** A whole line of one YAML file in one JVM: {@code invigil run}, and under the demo. */
package dev.invigil.app.line;
