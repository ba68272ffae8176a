/**
 * Weights as other programs leave them: PyTorch's {@code .pth} and {@code .pt} files, in the zip format and in the older one,
 * and safetensors. Plain Java; {@link dev.invigil.detector.checkpoint.Checkpoint} is the way in.
 *
 * <p>A PyTorch file is a pickle, which is a program. The reader here knows the few instructions that describe tensors and
 * refuses all others by name, so that nothing a file says is ever run. It is our own, although a library for pickles exists
 * ({@code net.razorvine:pickle}): that one constructs an open set of objects and bounds neither memory nor time, and what makes
 * a file from a stranger safe to open is exactly the smallness of this one.
 */
package dev.invigil.detector.checkpoint;
