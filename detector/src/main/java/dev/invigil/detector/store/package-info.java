// SPDX-License-Identifier: Apache-2.0
/** Where the bundles of an installation are kept, each under its digest. */
package dev.invigil.detector.store;
