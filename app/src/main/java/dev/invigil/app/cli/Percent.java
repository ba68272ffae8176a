// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a percentage: {@code 0.5%} or {@code 0.5} is the fraction 0.005. */
final class Percent implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        String number = text.strip();
        if (number.endsWith("%")) {
            number = number.substring(0, number.length() - 1).strip();
        }
        try {
            double percent = Double.parseDouble(number);
            if (percent > 0 && percent < 100) {
                return percent / 100;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a percentage; write one such as 0.5%");
        }
        throw new TypeConversionException("'" + text + "' must be above 0% and below 100%");
    }
}
