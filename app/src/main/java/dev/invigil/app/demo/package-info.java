/**
 * {@code invigil demo}: the sample line in front of three cameras, every service in one JVM, and what a person sees of it. What is shown
 * and what is counted comes from the topics alone, read committed.
 */
package dev.invigil.app.demo;
