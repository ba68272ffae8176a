/** Apache Kafka's own KRaft server, controller and broker in one, inside this JVM: for the demo, for {@code invigil run} and for tests. */
package dev.invigil.broker;
