/** Records that could not be processed, kept as they came, with the cause in their headers. */
package dev.invigil.contracts.deadletter;
