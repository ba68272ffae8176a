// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a record with one {@code Map<String, String>} component: the record's own mapping in the file is that map. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Flat {}
