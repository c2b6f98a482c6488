// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc
import SessionWire

/// What a thread of the cell's kind is wanted for.
private enum Work {
  case cell(CellLibrary)
  case reading(VariableReader)

  /// The work as it is known while it runs.
  var running: RunningCell {
    switch self {
    case .cell(let cell): RunningCell(cell)
    case .reading(let reader): RunningCell(reader)
    }
  }
}

/// The session's main thread: obeys the kernel, watches the cell's thread, reports how it ended.
///
/// User code never runs here, so nothing that a cell does can hold it up.
struct ControlLoop {
  private static let tick: Int32 = 50
  private static let stoppingTick: Int32 = 2

  private let channel: FrameChannel
  private let frontEnd: SessionFrontEnd
  private let wakeUp: Int32
  private let events: EventQueue
  private let comms: CommReceiver
  private var commCount = 0
  private var loader = CellLoader()
  private var waiting: [Work] = []
  private var running: RunningCell?
  private var stop: Stop?
  private var isOpen = true

  init(channel: FrameChannel, frontEnd: SessionFrontEnd, events: EventQueue, wakeUp: Int32) {
    self.events = events
    comms = CommReceiver(channel: channel, events: events)
    self.channel = channel
    self.frontEnd = frontEnd
    self.wakeUp = wakeUp
  }

  /// Works until the channel closes or the kernel asks for the end.
  mutating func run() {
    send(.ready)
    while isOpen {
      let (hasCommand, hasReport) = waitForWork()
      // Reports first: a command that came later must meet the state that they describe.
      if hasReport { takeReports() }
      if hasCommand { obeyNext() }
      advanceStop()
      startNext()
      lectern_stdio_flush_idle()
    }
  }

  private func waitForWork() -> (command: Bool, report: Bool) {
    var descriptors = [
      pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
    ]
    let timeout = stop != nil ? Self.stoppingTick : running != nil ? Self.tick : -1
    guard poll(&descriptors, 2, timeout) > 0 else { return (false, false) }
    return (descriptors[0].revents != 0, descriptors[1].revents != 0)
  }

  // MARK: Commands

  private mutating func obeyNext() {
    do throws(WireError) {
      obey(try channel.receive(HostCommand.self))
    } catch {
      isOpen = false
    }
  }

  private mutating func obey(_ command: HostCommand) {
    switch command {
    case .run(let cell): waiting.append(.cell(cell))
    case .interrupt: beginStop()
    case .displayAcknowledged(let number): frontEnd.acknowledge(number)
    case .input(let reply): frontEnd.answer(reply)
    case .comm(let number, let message):
      commCount += 1
      comms.take(message, number: number, place: commCount)
    case .publish(let interface): VariableReader.publish(interface)
    case .readVariables(let number, let names):
      waiting.append(.reading(VariableReader(number: number, names: names, channel: channel)))
    case .stopReading(let number):
      if let running, running.isReading, running.cell == number { beginStop() }
    case .shutdown:
      lectern_stdio_settle()
      isOpen = false
    }
  }

  // MARK: Cells

  private mutating func startNext() {
    guard running == nil, stop == nil, !waiting.isEmpty, events.beginCell() else { return }
    switch waiting.removeFirst() {
    case .cell(let cell): start(cell)
    case .reading(let reader):
      reader.prepare()
      running = RunningCell(reader)
      start(VariableReader.entryPoint, number: reader.number)
    }
  }

  private mutating func start(_ cell: CellLibrary) {
    CurrentFrontEnd.beginCell()
    do throws(LoadingError) {
      let entryPoint = try loader.load(cell)
      running = RunningCell(cell)
      start(entryPoint, number: cell.cell)
    } catch {
      events.endCell()
      send(.finished(cell: cell.cell, outcome: .notLoaded(reason: error.reason)))
    }
  }

  private mutating func start(_ entryPoint: EntryPoint, number: Int) {
    guard !lectern_start_cell(entryPoint, Int32(number)) else { return }
    finish(.notLoaded(reason: "the system has no thread left to run the cell"))
  }

  private mutating func finish(_ outcome: CellOutcome) {
    guard let cell = running else { return }
    running = nil
    lectern_stdio_settle()
    // Before anything else that may need the heap.
    if cell.wasForced && !lectern_heap_is_usable() {
      var farewell = Farewell(channel, cell: cell)
      farewell.sayAndEnd()
    }
    lectern_finish_cell()
    events.endCell()
    frontEnd.forgetQuestions()
    lectern_flush_reports()
    send(cell.end(outcome))
  }

  // MARK: Reports

  private mutating func takeReports() {
    var report = lectern_report()
    while lectern_next_report(&report) {
      if report.isWantOfMemory { MemoryReserve.grant() }
      // Before the report is read, which needs the heap.
      if report.end == LECTERN_END_TRAPPED && !lectern_heap_is_usable() {
        var farewell = Farewell(channel, cell: running, report: report)
        farewell.sayAndEnd()
      }
      take(HostReport(&report))
      lectern_respawn(report.role)
    }
  }

  private mutating func take(_ report: HostReport) {
    if report.role == LECTERN_ROLE_MAIN_QUEUE { events.abandonHandler() }
    if report.role == LECTERN_ROLE_CELL {
      running?.end(with: report.outcome, wasForced: stop?.force ?? 0 > 1)
    } else if report.end == LECTERN_END_STOPPED {
      return
    } else if running?.owns(report) == true {
      // The cell may wait for what this task will never do now.
      running?.fail(with: report.outcome)
      beginStop()
    } else {
      send(
        .backgroundTrap(
          cell: report.generation, message: report.summary, frames: report.frames))
    }
  }

  // MARK: Stopping

  private mutating func beginStop() {
    guard stop == nil else { return }
    stop = Stop()
    lectern_stop_begin(Int32(running?.cell ?? 0))
    endWaiting()
    frontEnd.wakeWaiting()
  }

  /// Cells that wait for a handler's end are interrupted with it.
  private mutating func endWaiting() {
    for work in waiting { send(work.running.end(.interrupted(frames: []))) }
    waiting = []
  }

  private mutating func advanceStop() {
    let isCellDone = running?.hasEnded ?? true
    if stop != nil, stop?.isOver(isCellDone: isCellDone) == true {
      lectern_stop_end()
      stop = nil
    }
    guard stop == nil, isCellDone, let outcome = running?.outcome else { return }
    finish(outcome)
  }

  private func send(_ event: HostEvent) { try? channel.send(event) }
}
