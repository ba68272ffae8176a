// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.detector.camera.BrokenCameraRulesException;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.camera.CameraRuleEntry;
import dev.invigil.detector.camera.CameraRulesFile;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.scorer.camera.CameraConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Section {@code scorer}.
 *
 * @param bundle directory of the model bundle; with a store, it scores until a model is ACTIVE
 * @param store directory of the bundle store: the scorer uses the model that is ACTIVE on the models topic, and swaps models while it runs
 * @param device {@code auto} (a GPU when there is one), {@code cpu} or {@code gpu:N}
 * @param engineThreads threads that one operation of the network may use on the processor; when absent, the engine decides (about one per
 *     core). One setting for the whole process
 * @param batchSize most frames in a batch; a batch has 1, 2, 4, … or this many
 * @param maxWait longest wait of a decoded frame for others
 * @param decodeThreads threads that decode and resize; one more thread serves cameras with no frame in decoding; when absent, half the
 *     cores
 * @param maxPixels larger images are refused after reading their header; when absent, 50 million
 * @param decodeMemory memory limit of all images being decoded; an image that needs more is refused; when absent, 30 % of the heap, or less
 *     if the frames in flight need the memory
 * @param decodeTime time limit for decoding one image
 * @param minRegionArea smallest region that can cause a REJECT or REVIEW, in pixels of the anomaly map
 * @param cameraRules file of camera rules: which parts of the image are inspected, by product and camera
 * @param cameras settings that differ, by camera name, for all products
 * @param passMaps share of the passes whose maps are kept, 0 to 1; rejects and reviews always are
 * @param window at least this long from one transaction to the next
 * @param maxInFlight frames read and not yet committed; at this many, reading pauses
 * @param maxInFlightBytes encoded bytes of the frames in flight; at this many, reading pauses; when absent, 256 MiB, or a fifth of the heap
 *     if that is smaller
 * @param group consumer group: scorers of one group share the frames
 * @param instance name of this scorer in verdicts and at the broker, unique among living scorers; a scorer that restarts with the same name
 *     immediately ends its open transaction. When absent, host name and a random number, new at each start
 * @param drain how long a stopping scorer may take to finish the frames it has read
 * @param patience how long the broker may be unreachable or refuse requests before the scorer stops with an error
 * @param duplicateWindow number of frames remembered per partition, to detect a frame that was sent twice with the same id; 0 disables the
 *     detection
 * @param frameAgeLimit when the oldest frame in flight was read longer ago, the scorer is not ready
 * @param deviceCallLimit when one call that scores a batch takes longer, the scorer is not live
 * @param warmUpLimit when one call that opens or warms a model takes longer, the scorer is not live
 * @param metricCameras how many cameras without an entry in {@code cameras} have metrics of their own; further ones are counted together
 */
public record ScorerConfig(
        Optional<Path> bundle,
        Optional<Path> store,
        @Default("auto") String device,
        Optional<Integer> engineThreads,
        @Default("8") int batchSize,
        @Default("10ms") Duration maxWait,
        Optional<Integer> decodeThreads,
        Optional<Long> maxPixels,
        Optional<DataSize> decodeMemory,
        @Default("10s") Duration decodeTime,
        @Default("1") int minRegionArea,
        Optional<Path> cameraRules,
        Map<String, CameraConfig> cameras,
        @Default("0.01") double passMaps,
        @Default("100ms") Duration window,
        @Default("256") int maxInFlight,
        Optional<DataSize> maxInFlightBytes,
        @Default("invigil-scorer") String group,
        Optional<String> instance,
        @Default("10s") Duration drain,
        @Default("5m") Duration patience,
        @Default("10000") int duplicateWindow,
        @Default("60s") Duration frameAgeLimit,
        @Default("2m") Duration deviceCallLimit,
        @Default("10m") Duration warmUpLimit,
        @Default("50") int metricCameras) {
    private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu:\\d{1,3}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public ScorerConfig {
        cameras = Map.copyOf(cameras);
        instance = Optional.of(instance.orElseGet(ScorerConfig::makeName));
        new Requirements()
                .that(
                        bundle.isPresent() || store.isPresent(),
                        "bundle",
                        "is missing; name a model bundle, or with store the bundle store of the installation")
                .that(DEVICE.matcher(device).matches(), "device", "must be auto, cpu or gpu:N, but is " + device)
                .that(batchSize >= 1 && batchSize <= 1024, "batch-size", "must be 1 to 1024, but is " + batchSize)
                .that(!maxWait.isNegative(), "max-wait", "must not be negative")
                .that(isThreads(engineThreads), "engine-threads", "must be 1 to 256, or be absent")
                .that(isThreads(decodeThreads), "decode-threads", "must be 1 to 256, or be absent")
                .that(maxPixels.map(n -> n >= 1).orElse(true), "max-pixels", "must be at least 1")
                .that(isSize(decodeMemory), "decode-memory", "must be greater than 0")
                .that(
                        decodeTime.toMillis() >= 100 && decodeTime.toMillis() <= 300_000,
                        "decode-time",
                        "must be 100ms to 5m, but is " + decodeTime.toMillis() + "ms")
                .that(minRegionArea >= 1, "min-region-area", "must be at least 1, but is " + minRegionArea)
                .that(passMaps >= 0 && passMaps <= 1, "pass-maps", "must be between 0 and 1, but is " + passMaps)
                .that(
                        window.toMillis() >= 1 && window.toMillis() <= 10_000,
                        "window",
                        "must be 1ms to 10s (it delays verdicts), but is " + window.toMillis() + "ms")
                .that(
                        maxInFlight >= batchSize,
                        "max-in-flight",
                        "must be at least the batch size of " + batchSize + ", but is " + maxInFlight)
                .that(isSize(maxInFlightBytes), "max-in-flight-bytes", "must be greater than 0")
                .that(NAME.matcher(group).matches(), "group", nameRule(group))
                .that(
                        instance.map(name -> NAME.matcher(name).matches()).orElse(true),
                        "instance",
                        nameRule(instance.orElse("")))
                .that(!drain.isNegative(), "drain", "must not be negative")
                .that(patience.toMillis() >= 1, "patience", "must be greater than 0")
                .that(
                        duplicateWindow >= 0 && duplicateWindow <= 1_000_000,
                        "duplicate-window",
                        "must be 0 to 1000000, but is " + duplicateWindow)
                .that(frameAgeLimit.toMillis() >= 1, "frame-age-limit", "must be greater than 0")
                .that(
                        metricCameras >= 0 && metricCameras <= 10_000,
                        "metric-cameras",
                        "must be 0 to 10000, but is " + metricCameras)
                .that(deviceCallLimit.toMillis() >= 1, "device-call-limit", "must be greater than 0")
                .that(warmUpLimit.toMillis() >= 1, "warm-up-limit", "must be greater than 0")
                .verify();
    }

    /** The configured name, or the generated one. */
    public String instanceName() {
        return instance.orElseThrow();
    }

    private static boolean isSize(Optional<DataSize> size) {
        return size.map(s -> s.bytes() >= 1).orElse(true);
    }

    /**
     * The camera rules of the file and of {@link #cameras} together.
     *
     * @throws OperatorException if the file cannot be used
     */
    public CameraRuleEntries cameraRuleEntries() {
        List<CameraRuleEntry> own = new TreeMap<>(cameras)
                .entrySet().stream()
                        .map(camera -> camera.getValue().entry(camera.getKey()))
                        .toList();
        CameraRuleEntries entries = new CameraRuleEntries(minRegionArea, own);
        if (cameraRules.isEmpty()) {
            return entries;
        }
        try {
            return entries.with(CameraRulesFile.read(cameraRules.get()));
        } catch (BrokenCameraRulesException e) {
            throw new OperatorException("scorer.camera-rules: " + e.getMessage(), e);
        }
    }

    /** The cameras that have settings or rules of their own. */
    public List<String> namedCameras() {
        return Stream.concat(
                        cameras.keySet().stream(),
                        cameraRuleEntries().entries().stream().flatMap(entry -> entry.target().camera().stream()))
                .distinct()
                .toList();
    }

    private static boolean isThreads(Optional<Integer> count) {
        return count.map(n -> n >= 1 && n <= 256).orElse(true);
    }

    private static String makeName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            host = "scorer"; // only the random number distinguishes the scorers then
        }
        return host + "-" + Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000000, 0x10000000));
    }

    private static String nameRule(String name) {
        return "must be at most 100 letters, digits, dots, dashes and underscores, but is \"" + name + "\"";
    }
}
