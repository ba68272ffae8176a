import hashlib, sys, uuid
from confluent_kafka import Producer

producer = Producer({
    "bootstrap.servers": "localhost:9092",
    "enable.idempotence": True,            # implies acks=all
    "message.max.bytes": 17_000_000,
    "partitioner": "murmur2_random",       # the same partition as Java's producers choose
})

def report(error, message):
    if error is not None:
        sys.exit(f"not sent: {error}")

image = open("part-4711.jpg", "rb").read()
producer.produce(
    "invigil.frames",
    key="cam-1",
    value=image,
    headers={
        "ce_specversion": "1.0",
        "ce_id": str(uuid.uuid4()),
        "ce_source": "/line-1/cam-1",
        "ce_type": "dev.invigil.frame.v1",
        "ce_product": "bottle",
        # optional, and worth having:
        "ce_subject": "4711",
        "ce_digest": hashlib.sha256(image).hexdigest(),
        "content-type": "image/jpeg",
    },
    on_delivery=report,
)
producer.flush()
