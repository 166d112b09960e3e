# A bare Paramiko shell on one virtual device: types ahead, as scripts do, and pages through an answer with blanks.
import json
import sys
import time

import paramiko

host, port, user, password, secret = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect(host, int(port), user, password, look_for_keys=False, allow_agent=False)
_, output, _ = client.exec_command("show clock")
seen = {"exec": output.read().decode()}
client.close()
client.connect(host, int(port), user, password, look_for_keys=False, allow_agent=False)
shell = client.invoke_shell()
shell.settimeout(20)


def read_until(end):
    text = ""
    while not text.endswith(end):
        text += shell.recv(65536).decode()
    return text


seen["greeting"] = read_until(">")
shell.send("enable\n" + secret + "\nshow privilege\n")
seen["enabled"] = read_until("level is 15\r\n" + seen["greeting"].strip()[:-1] + "#")
shell.send("show interfaces\n")
pages = 0
text = read_until(" --More-- ")
while text.endswith(" --More-- "):
    pages += 1
    shell.send(" ")
    part = ""
    while not part.endswith((" --More-- ", "#")):
        part += shell.recv(65536).decode()
    text = part
seen["pages"] = pages
client.close()
json.dump(seen, sys.stdout)
