/**
 * {@code invigil metrics}: judges maps made by any tool with our ruler, and writes metric tables. Input is a safetensors file or a
 * folder of TIFF or NPY maps beside an MVTec ground-truth tree.
 */
package dev.invigil.benchmark.maps;
