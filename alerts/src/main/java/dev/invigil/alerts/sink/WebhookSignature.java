// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.kit.config.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 of {@code ID.SECONDS.BODY}. The secret is Base64 after {@code whsec_},
 * or else any text, whose UTF-8 bytes are the key.
 */
final class WebhookSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final SecretKeySpec key;

    WebhookSignature(Secret secret) {
        String text = secret.reveal();
        byte[] bytes;
        try {
            bytes = text.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                    : text.getBytes(UTF_8);
        } catch (IllegalArgumentException e) {
            // without the cause, which quotes characters of the secret
            throw new IllegalArgumentException("the secret begins with " + PREFIX + ", but the rest is not Base64");
        }
        if (bytes.length == 0) {
            throw new IllegalArgumentException("the secret is empty after " + PREFIX);
        }
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The value of the header {@code webhook-signature}. */
    String of(String id, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java", e);
        }
    }
}
