// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.ResizeVersion;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.shape.JsonFault;
import java.io.IOException;
import java.nio.file.Path;

/** {@code manifest.json} as text: pretty, in the order of the records, refusing what it does not know. */
final class ManifestJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** What schemas 1 to 3 called the resize that is now {@link ResizeVersion#PILLOW_12}. */
    private static final String RESIZE_OF_THIRD = "pillow-bilinear";

    private ManifestJson() {}

    static byte[] write(Manifest manifest) throws JacksonException {
        return JSON.writeValueAsBytes(manifest);
    }

    /**
     * @param bundle named in errors
     */
    static Manifest read(byte[] text, Path bundle) throws BrokenBundleException {
        try {
            JsonNode tree = JSON.readTree(text);
            int schema = tree.path("schema").asInt();
            if (schema > Manifest.SCHEMA) {
                throw new BrokenBundleException(
                        bundle,
                        ModelBundle.MANIFEST + " has schema " + schema + ", this version of Invigil reads up to "
                                + Manifest.SCHEMA + "; update Invigil");
            }
            if (schema < 1) {
                throw new BrokenBundleException(
                        bundle,
                        ModelBundle.MANIFEST + " has no schema number, so it was not written by Invigil; train again");
            }
            if (schema == 1) {
                upgradeFromFirst(tree);
            }
            if (schema <= 2) {
                upgradeFromSecond(tree);
            }
            if (schema <= 3) {
                addMasks(tree);
                upgradeFromThird(tree, bundle);
            }
            addDepth(tree);
            addShare(tree);
            addStart(tree);
            return JSON.treeToValue(tree, Manifest.class);
        } catch (JacksonException e) {
            throw new BrokenBundleException(
                    bundle,
                    ModelBundle.MANIFEST + " cannot be read (" + JsonFault.describe("", e)
                            + "); copy the bundle again or train again",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** A manifest without a depth comes from a version that always took the upper byte of 16-bit samples. */
    private static void addDepth(JsonNode tree) {
        if (tree.at("/model/detector/preprocessing") instanceof ObjectNode preprocessing
                && !preprocessing.has("depth")) {
            preprocessing.put("depth", SampleWindow.FULL.toString());
        }
    }

    /** Most rules of the image score have no share. */
    private static void addShare(JsonNode tree) {
        if (tree.at("/model/detector/postprocessing/score") instanceof ObjectNode score && !score.has("share")) {
            score.putNull("share");
        }
    }

    /** A manifest without it is of a training that began with drawn parameters. */
    private static void addStart(JsonNode tree) {
        if (tree.at("/model/provenance") instanceof ObjectNode provenance && !provenance.has("startedFrom")) {
            provenance.putNull("startedFrom");
        }
    }

    /** Schema 3 did not record the mask of a calibration. */
    private static void addMasks(JsonNode tree) {
        for (JsonNode known : tree.path("model").path("classes")) {
            addMask(known);
            known.path("cameras").forEach(ManifestJson::addMask);
        }
    }

    private static void addMask(JsonNode calibrated) {
        if (calibrated.path("threshold") instanceof ObjectNode threshold) {
            threshold.putNull("mask");
        }
    }

    /** Schema 1 knew no thresholds of cameras. */
    private static void upgradeFromFirst(JsonNode tree) {
        for (JsonNode known : tree.path("model").path("classes")) {
            if (known instanceof ObjectNode fields) {
                fields.putObject("cameras");
            }
        }
    }

    /** Schema 2 knew no precision: all training was in float32. */
    private static void upgradeFromSecond(JsonNode tree) {
        if (tree.at("/model/provenance/recipe") instanceof ObjectNode recipe) {
            recipe.put("precision", Precision.FLOAT32.name());
        }
    }

    /**
     * Up to schema 3 the post-processing was fixed, images were square, and the network's properties stood beside them. The encoder was
     * named and not described: its shape follows from the weights.
     */
    private static void upgradeFromThird(JsonNode tree, Path bundle) throws BrokenBundleException {
        if (!(tree.path("model") instanceof ObjectNode model)
                || !(model.path("detector") instanceof ObjectNode old)
                || !(model.path("preprocessing") instanceof ObjectNode preprocessing)) {
            return;
        }
        if (!old.path("size").equals(preprocessing.path("size"))) {
            throw new BrokenBundleException(
                    bundle,
                    ModelBundle.MANIFEST + " contradicts itself: detector.size is " + old.path("size")
                            + ", preprocessing.size is " + preprocessing.path("size") + "; train again");
        }
        ObjectNode detector = JSON.createObjectNode();
        detector.set("family", old.remove("kind"));
        JsonNode size = preprocessing.remove("size");
        old.remove("size");
        preprocessing.set("height", size);
        preprocessing.set("width", size);
        if (preprocessing.path("resize").asText().equals(RESIZE_OF_THIRD)) {
            preprocessing.put("resize", ResizeVersion.PILLOW_12.id());
        }
        detector.set("preprocessing", preprocessing);
        ObjectNode postprocessing = detector.putObject("postprocessing");
        postprocessing.set("sigma", old.remove("sigma"));
        postprocessing.set("score", JSON.valueToTree(ImageScore.MAXIMUM));
        postprocessing.put("tolerance", PostProcessing.NO_TOLERANCE);
        if (model.remove("encoder") instanceof ObjectNode encoder) {
            encoder.putNull("shape");
            old.set("encoder", encoder);
        }
        detector.set("network", old);
        model.remove("preprocessing");
        model.remove("metrics");
        model.set("detector", detector);
        if (model.path("provenance") instanceof ObjectNode provenance) {
            provenance.putNull("environment");
            provenance.putArray("evaluations");
        }
    }
}
