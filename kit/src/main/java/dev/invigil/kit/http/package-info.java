/** The small HTTP server of every process: {@code /metrics}, {@code /health/live}, {@code /health/ready}, and what services add. */
package dev.invigil.kit.http;
