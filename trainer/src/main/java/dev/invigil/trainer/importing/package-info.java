/** Files of weights from elsewhere, for a person: opened with a clear word when they are not what they should be, and made bundles. */
package dev.invigil.trainer.importing;
