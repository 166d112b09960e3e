# Netmiko drives one virtual device: host, port, user, password and secret as arguments, what it saw as JSON on stdout.
import json
import sys

from netmiko import ConnectHandler

host, port, user, password, secret = sys.argv[1:]
device = ConnectHandler(
    device_type="cisco_ios",
    host=host,
    port=int(port),
    username=user,
    password=password,
    secret=secret,
    fast_cli=True,
)
seen = {"first": device.find_prompt()}
device.enable()
seen["enabled"] = device.find_prompt()
seen["version"] = device.send_command("show version")
seen["interfaces"] = device.send_command("show interfaces")
seen["configured"] = device.send_config_set(["lldp run", "interface Gi0/1", "description by netmiko", "ip flow ingress"])
seen["lldp"] = device.send_command("show lldp")
seen["running"] = device.send_command("show running-config | section interface GigabitEthernet0/1")
seen["renamed"] = device.send_config_set(["hostname renamed-by-netmiko"])
device.set_base_prompt()
seen["last"] = device.find_prompt()
seen["saved"] = device.save_config()
seen["rejected"] = device.send_command("show nothing")
device.disconnect()
json.dump(seen, sys.stdout)
