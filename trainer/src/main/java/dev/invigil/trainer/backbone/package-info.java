/** Pretrained backbones that anybody may fetch: which there are, where they are kept, and how they get there. */
package dev.invigil.trainer.backbone;
