package main

import (
	"context"
	"log"
	"os"

	"github.com/google/uuid"
	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	// idempotent, acks=all and Java's partitioner are franz-go's defaults
	client, err := kgo.NewClient(
		kgo.SeedBrokers("localhost:9092"),
		kgo.ProducerBatchMaxBytes(17_000_000),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	image, err := os.ReadFile("part-4711.jpg")
	if err != nil {
		log.Fatal(err)
	}
	header := func(key, value string) kgo.RecordHeader {
		return kgo.RecordHeader{Key: key, Value: []byte(value)}
	}
	record := &kgo.Record{
		Topic: "invigil.frames",
		Key:   []byte("cam-1"),
		Value: image,
		Headers: []kgo.RecordHeader{
			header("ce_specversion", "1.0"),
			header("ce_id", uuid.NewString()),
			header("ce_source", "/line-1/cam-1"),
			header("ce_type", "dev.invigil.frame.v1"),
			header("ce_product", "bottle"),
		},
	}
	if err := client.ProduceSync(context.Background(), record).FirstErr(); err != nil {
		log.Fatal("not sent: ", err)
	}
}
