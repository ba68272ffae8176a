/** Many verdicts in, few alerts out: the rules over each camera's verdicts, run by Kafka Streams. */
package dev.invigil.alerts;
