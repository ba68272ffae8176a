// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.frame.ImageFormat;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.kit.Reason;
import dev.invigil.kit.config.DataSize;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Reads stable files. A frame's capture time is the file's modification time. */
final class FileReader {

    private final String line;
    private final String source;
    private final Path folder;
    private final FileNaming naming;
    private final FolderScan scan;
    private final FrameSink sink;
    private final DataSize maxFrame;

    FileReader(String line, FolderConfig config, FolderScan scan, FrameSink sink, DataSize maxFrame) {
        this.line = line;
        this.source = config.name();
        this.folder = config.path();
        this.naming = new FileNaming(config);
        this.scan = scan;
        this.sink = sink;
        this.maxFrame = maxFrame;
    }

    /** Whether the file matches the pattern. */
    boolean matchesPattern(String path) {
        return naming.names(path).isPresent();
    }

    FileReading read(StabilityCheck.Look file) {
        if (file.state().size() == 0) {
            return new FileReading.Refused(RefusalReason.EMPTY, "the file has no bytes");
        }
        if (file.state().size() > maxFrame.bytes()) {
            return new FileReading.Refused(
                    RefusalReason.TOO_LARGE, file.state().size() + " bytes exceed topics.frame-limit " + maxFrame);
        }
        byte[] image;
        try {
            image = Files.readAllBytes(folder.resolve(file.path()));
        } catch (NoSuchFileException | ClosedByInterruptException e) {
            // the file was removed, or ingest is stopping
            return new FileReading.Unsettled();
        } catch (IOException e) {
            return new FileReading.Refused(RefusalReason.UNREADABLE, "the file cannot be read: " + Reason.of(e));
        }
        if (image.length != file.state().size() || !file.state().equals(scan.look(file.path()))) {
            return new FileReading.Unsettled();
        }
        return frame(file, image);
    }

    private FileReading frame(StabilityCheck.Look file, byte[] image) {
        Optional<ImageFormat> format = ImageFormat.of(image);
        if (format.isEmpty()) {
            return new FileReading.Refused(
                    RefusalReason.NOT_AN_IMAGE, "the file does not start with the signature of " + ImageFormat.NAMES);
        }
        FileNaming.Names names = naming.names(file.path()).orElseThrow();
        Optional<String> wrongName = wrongName(names);
        if (wrongName.isPresent()) {
            return new FileReading.Refused(RefusalReason.INVALID_NAME, wrongName.get());
        }
        Instant capturedAt = Instant.ofEpochMilli(file.state().modifiedMillis());
        if (!CaptureTime.isAcceptable(capturedAt)) {
            return new FileReading.Refused(
                    RefusalReason.INVALID_TIME,
                    "the modification time " + capturedAt
                            + " is outside the years 1970 to 2199; correct the clock of the sender");
        }
        String digest = Sha256.of(image);
        if (sink.find(source, file.path())
                .filter(sent -> sent.digest().equals(digest))
                .isPresent()) {
            return new FileReading.Touched();
        }
        Draft draft = new Draft(
                source,
                file.path(),
                Sha256.id(line, source, file.path(), Long.toString(file.state().modifiedMillis()), digest),
                names.camera(),
                names.part(),
                names.product(),
                capturedAt,
                format.get().contentType(),
                digest,
                file.state().modifiedMillis(),
                image);
        return new FileReading.Loaded(draft, format.get().endsIn(image));
    }

    private static Optional<String> wrongName(FileNaming.Names names) {
        if (!Frame.isName(names.camera())) {
            return Optional.of(notAllowed("camera", names.camera(), Frame.NAME_RULE));
        }
        if (!Frame.isText(names.product())) {
            return Optional.of(notAllowed("product", names.product(), Frame.TEXT_RULE));
        }
        return names.part().filter(part -> !Frame.isText(part)).map(part -> notAllowed("part", part, Frame.TEXT_RULE));
    }

    private static String notAllowed(String what, String name, String rule) {
        return "the " + what + " \"" + FolderRules.printable(name) + "\" is not a valid name; use " + rule;
    }
}
