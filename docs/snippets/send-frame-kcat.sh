kcat -P -b localhost:9092 -t invigil.frames -k cam-1 \
  -X enable.idempotence=true -X partitioner=murmur2_random \
  -H ce_specversion=1.0 -H "ce_id=$(uuidgen)" -H ce_source=/line-1/cam-1 \
  -H ce_type=dev.invigil.frame.v1 -H ce_product=bottle \
  part-4711.jpg
