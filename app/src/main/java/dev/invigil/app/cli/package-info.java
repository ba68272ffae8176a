/**
 * The {@code invigil} command. Each subcommand is a class of its own with {@code mixinStandardHelpOptions} and examples in its
 * footer, and is in the list of {@link dev.invigil.app.cli.Invigil}. An error that the operator can fix is thrown as {@link
 * dev.invigil.kit.OperatorException} and printed as one line.
 */
package dev.invigil.app.cli;
