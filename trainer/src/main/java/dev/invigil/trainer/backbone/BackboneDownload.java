// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Fetches backbones over HTTP. What has come stays on disk, and the next attempt, here or in another process, asks for the rest. A
 * file appears in its place only when it is whole and has the right digest.
 */
public final class BackboneDownload {
    /** A backbone of ours is 280 MB at most. */
    private static final long LARGEST = 1L << 30;

    private static final int BROKEN_TRANSFERS = 5;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_THERE = 416;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client;
    private final BackboneStore store;

    /** @param client follows redirects and knows the proxy */
    public BackboneDownload(HttpClient client, BackboneStore store) {
        this.client = client;
        this.store = store;
    }

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Listener {
        /** {@code received} of {@code total} bytes are on disk; the total is 0 if unknown. */
        void received(long received, long total);
    }

    /**
     * Sees to it that a backbone is in its place. One that is there already, fetched or put there by hand, is verified only.
     *
     * @return its file
     * @throws OperatorException if it cannot be had, with what to do by hand, or is not what it should be
     * @throws IOException if the disk fails
     */
    public Path fetch(KnownBackbone backbone, Listener listener) throws IOException {
        if (store.has(backbone)) {
            return store.require(backbone);
        }
        Files.createDirectories(store.folder());
        Path partial = store.partial(backbone);
        boolean isFromEarlier = receive(backbone, partial, listener);
        String digest = Sha256.of(partial);
        if (!backbone.hasDigest(digest) && isFromEarlier) {
            // what was left of an earlier fetch may have been of another file
            Files.delete(partial);
            receive(backbone, partial, listener);
            digest = Sha256.of(partial);
        }
        if (!backbone.hasDigest(digest)) {
            Files.delete(partial);
            throw byHand(
                    backbone,
                    "the server sent another file: its SHA-256 is " + digest
                            + " (a proxy may have answered instead of the server)");
        }
        return Files.move(partial, store.place(backbone), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Downloads until the file is complete; returns whether a part was on disk before. */
    private boolean receive(KnownBackbone backbone, Path partial, Listener listener) throws IOException {
        boolean isFromEarlier = length(partial) > 0;
        for (int broken = 1; ; broken++) {
            long before = length(partial);
            if (backbone.bytes().isPresent() && before == backbone.bytes().getAsLong()) {
                return isFromEarlier;
            }
            try {
                transfer(backbone, partial, before, listener);
                return isFromEarlier;
            } catch (BrokenTransferException e) {
                boolean isFruitless = length(partial) <= before;
                if (isFruitless || broken == BROKEN_TRANSFERS) {
                    throw byHand(backbone, e.getMessage() + kept(partial));
                }
            }
        }
    }

    private String kept(Path partial) throws IOException {
        long bytes = length(partial);
        return bytes == 0 ? "" : "; " + bytes + " bytes were downloaded and kept; the next fetch continues from there";
    }

    private void transfer(KnownBackbone backbone, Path partial, long before, Listener listener)
            throws IOException, BrokenTransferException {
        HttpRequest.Builder request = HttpRequest.newBuilder(backbone.url()).timeout(PATIENCE);
        if (before > 0) {
            request.header("Range", "bytes=" + before + "-");
        }
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            if (response.statusCode() == RANGE_NOT_THERE && before > 0) {
                Files.delete(partial);
                transfer(backbone, partial, 0, listener);
                return;
            }
            if (response.statusCode() != OK && response.statusCode() != PARTIAL) {
                throw byHand(backbone, "the server answered " + response.statusCode());
            }
            boolean isRest = response.statusCode() == PARTIAL
                    && response.headers()
                            .firstValue("Content-Range")
                            .filter(range -> range.startsWith("bytes " + before + "-"))
                            .isPresent();
            if (response.statusCode() == PARTIAL && !isRest) {
                throw byHand(backbone, "the server answered with another part of the file than the one requested");
            }
            append(backbone, body, partial, isRest ? before : 0, listener);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws BrokenTransferException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new BrokenTransferException("cannot reach " + request.uri().getHost() + " (" + reason(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("the download was stopped; the next fetch continues from there", e);
        }
    }

    private void append(KnownBackbone backbone, InputStream body, Path partial, long start, Listener listener)
            throws IOException, BrokenTransferException {
        long total = backbone.bytes().orElse(0);
        long received = start;
        StandardOpenOption mode = start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out =
                Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
                received += count;
                if (received > backbone.bytes().orElse(LARGEST)) {
                    break;
                }
                out.write(buffer, 0, count);
                listener.received(received, total);
            }
        }
        if (received > backbone.bytes().orElse(LARGEST)) {
            Files.delete(partial);
            throw byHand(
                    backbone,
                    "the server sent more bytes than the file has (a proxy may have answered instead of the server)");
        }
        if (received < total) {
            throw new BrokenTransferException(
                    "the connection ended after " + received + " of " + total + " bytes", null);
        }
    }

    private static int read(InputStream body, byte[] buffer) throws BrokenTransferException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new BrokenTransferException("the connection failed (" + reason(e) + ")", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static long length(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.size(file) : 0;
    }

    private OperatorException byHand(KnownBackbone backbone, String what) {
        return new OperatorException(
                "cannot fetch %s: %s%n  Download it manually: %s%n  Save it as:           %s%n  Then run this command again: it verifies the file and uses it."
                        .formatted(backbone.name(), what, backbone.url(), store.place(backbone)));
    }

    /** The network failed in the middle; another attempt may bring more. */
    private static final class BrokenTransferException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenTransferException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
