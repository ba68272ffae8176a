/** Assembly: the {@code invigil} command, the embedded broker, the demo and its sample line. */
package dev.invigil.app;
