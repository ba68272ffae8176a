/**
 * The {@code invigil} command. Each subcommand is a class of its own with {@code mixinStandardHelpOptions} and examples in its
 * footer, and stands in the list of {@link dev.invigil.app.cli.Invigil}. What a person can mend is thrown as {@link
 * dev.invigil.kit.OperatorException} and becomes one line.
 */
package dev.invigil.app.cli;
