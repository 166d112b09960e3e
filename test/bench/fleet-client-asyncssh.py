# The same visits by AsyncSSH: log in, ask in a shell, wait for the prompt after each command, leave.
import asyncio, json, resource, sys, time
import asyncssh

order = json.load(sys.stdin)
COMMANDS = ["terminal length 0", "terminal width 512"] + order["commands"]


async def visit(place, seats):
    async with seats:
        async with asyncssh.connect(
            place["host"], port=place["port"], username="cisco", password="cisco",
            known_hosts=None, client_keys=None, agent_path=None, config=None,
        ) as connection:
            process = await connection.create_process(term_type="vt100", encoding="utf-8")
            prompt = place["name"] + "#"
            size = 0
            await process.stdout.readuntil(prompt)
            for command in COMMANDS:
                process.stdin.write(command + "\n")
                size += len(await process.stdout.readuntil("\n" + prompt))
            process.stdin.write("exit\n")
            return size


async def measure():
    seats = asyncio.Semaphore(order["parallel"])
    usage = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    await asyncio.gather(*[visit(place, seats) for place in order["places"]])
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    return {"wallMs": wall * 1000, "cpuMs": cpu * 1000}


async def main():
    print(json.dumps([await measure(), await measure()]))


asyncio.run(main())
