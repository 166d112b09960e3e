# The same visits by Paramiko, one thread each: log in, ask in a shell, wait for the prompt after each command, leave.
import json, resource, sys, time
from concurrent.futures import ThreadPoolExecutor
import paramiko

order = json.load(sys.stdin)
COMMANDS = ["terminal length 0", "terminal width 512"] + order["commands"]


def read_until(channel, end):
    text = b""
    while not text.endswith(end):
        chunk = channel.recv(65536)
        if not chunk:
            raise EOFError(text[-200:])
        text += chunk
    return len(text)


def visit(place):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(
        place["host"], port=place["port"], username="cisco", password="cisco",
        look_for_keys=False, allow_agent=False, timeout=60, banner_timeout=60, auth_timeout=60,
    )
    channel = client.invoke_shell(width=512)
    prompt = (place["name"] + "#").encode()
    size = 0
    read_until(channel, prompt)
    for command in COMMANDS:
        channel.sendall(command.encode() + b"\n")
        size += read_until(channel, b"\n" + prompt)
    channel.sendall(b"exit\n")
    client.close()
    return size


def measure():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    with ThreadPoolExecutor(order["parallel"]) as pool:
        list(pool.map(visit, order["places"]))
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    return {"wallMs": wall * 1000, "cpuMs": cpu * 1000}


print(json.dumps([measure(), measure()]))
