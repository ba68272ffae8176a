// SPDX-License-Identifier: Apache-2.0
/** The console over HTTP: its static files, server-sent events, images, search, figures and labels. */
package dev.invigil.console.web;
