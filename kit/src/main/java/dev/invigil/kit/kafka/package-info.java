/** Properties of Kafka clients: sensible defaults, the operator's own passed through, the required ones protected. */
package dev.invigil.kit.kafka;
