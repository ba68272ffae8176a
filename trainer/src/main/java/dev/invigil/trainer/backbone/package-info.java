/** Published pretrained backbones: the table, the local store and the download. */
package dev.invigil.trainer.backbone;
