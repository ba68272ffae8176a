/**
 * {@code invigil demo}: the sample line with three cameras, every service in one JVM, the page and the terminal view. What is shown
 * and counted comes only from committed records of the topics.
 */
package dev.invigil.app.demo;
