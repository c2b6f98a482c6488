// SPDX-License-Identifier: MIT
import Glibc

exit(await Lectern.run(Array(CommandLine.arguments.dropFirst())))
