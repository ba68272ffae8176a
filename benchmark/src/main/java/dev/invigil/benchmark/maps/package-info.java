/**
 * {@code invigil metrics}: computes metrics of maps from any tool, and writes metric tables. Input is a safetensors file or a
 * folder of TIFF or NPY maps beside an MVTec ground-truth tree.
 */
package dev.invigil.benchmark.maps;
