// SPDX-License-Identifier: Apache-2.0
/** What the command line shows of models and bundles. */
package dev.invigil.app.model;
