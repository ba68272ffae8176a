// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.model.ModelState;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.registry.NewModel;
import java.nio.file.Path;
import java.time.Clock;

/** Puts the demo's first model into the store and makes it decide. */
final class FirstModel implements Service {
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final Path store;
    private final Path folder;
    private final ModelBundle bundle;

    /**
     * @param store of the bundles
     * @param folder of the model's bundle
     */
    FirstModel(KafkaSettings kafka, TopicSettings topics, Path store, Path folder, ModelBundle bundle) {
        this.kafka = kafka;
        this.topics = topics;
        this.store = store;
        this.folder = folder;
        this.bundle = bundle;
    }

    @Override
    public String name() {
        return "first model";
    }

    @Override
    public void start() throws Exception {
        new FolderBundleStore(store).put(folder);
        ChangeNote note = new ChangeNote(
                "the first model of the line",
                DemoOperator.NAME,
                Clock.systemUTC().instant());
        new ModelRegistry(kafka, topics)
                .change(models -> ModelChanges.add(models, NewModel.of(bundle), ModelState.ACTIVE, note));
    }

    @Override
    public void stop() {}
}
