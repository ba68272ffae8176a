// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 0.5%}, or {@code 0.5} where percent are asked for: a fraction of 0.005. */
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
            throw new TypeConversionException("'" + text + "' is no percentage; write one such as 0.5%");
        }
        throw new TypeConversionException("'" + text + "' is not above 0% and below 100%");
    }
}
