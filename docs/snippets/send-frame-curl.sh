curl --data-binary @part-4711.jpg -H 'Content-Type: image/jpeg' \
  -H 'X-Product-Id: bottle' -H 'X-Part-Id: 4711' -H "X-Frame-Id: $(uuidgen)" \
  -H "Authorization: Bearer $TOKEN" --retry 5 \
  http://localhost:8080/cameras/cam-1/frames
