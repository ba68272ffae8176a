"""Receives the alerts of a webhook sink: verifies the signature, recognises repetitions, prints the rest."""
import base64, hashlib, hmac, http.server, json, sys, time

SECRET = open(sys.argv[1], "rb").read().strip()  # the file of webhook.secret; Base64 after whsec_ is to be decoded
seen = set()  # in earnest: a table that survives a restart


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        mac = hmac.new(SECRET, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
        expected = "v1," + base64.b64encode(mac).decode()
        given = self.headers["webhook-signature"].split(" ")
        if not any(hmac.compare_digest(expected, one) for one in given) or abs(time.time() - int(at)) > 300:
            self.send_response(401)
        else:
            if id not in seen:
                alert = json.loads(body)
                print(alert["state"], alert["cause"], alert["line"], alert["camera"], alert["message"], flush=True)
                seen.add(id)
            self.send_response(204)
        self.end_headers()


http.server.HTTPServer(("127.0.0.1", 8000), Receiver).serve_forever()
