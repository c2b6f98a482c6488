// SPDX-License-Identifier: MIT

import Learning
import Testing

@Suite("Schedules") struct ScheduleLaws {
  /// Compares the factors of the first steps.
  private func expect(_ schedule: Schedule, _ factors: [Float]) {
    for (step, factor) in factors.enumerated() {
      #expect(abs(schedule(step) - factor) < 1e-6, "step \(step): \(schedule(step))")
    }
  }

  @Test("A constant schedule is 1") func constant() { expect(.constant, [1, 1, 1]) }

  @Test("A step schedule multiplies each time that its steps have passed")
  func step() { expect(.step(every: 2, factor: 0.1), [1, 1, 0.1, 0.1, 0.01]) }

  @Test("An exponential schedule multiplies after every step")
  func exponential() { expect(.exponential(factor: 0.5), [1, 0.5, 0.25, 0.125]) }

  @Test("A linear warm-up grows in equal parts and stays")
  func linearWarmUp() { expect(.linearWarmUp(4), [0.25, 0.5, 0.75, 1, 1]) }

  @Test("A cosine falls as PyTorch's CosineAnnealingLR does")
  func cosine() {
    // torch.optim.lr_scheduler.CosineAnnealingLR(T_max=10), PyTorch 2.13.
    expect(
      .cosine(steps: 11),
      [
        1, 0.9755282581, 0.9045084972, 0.7938926262, 0.6545084972, 0.5, 0.3454915028,
        0.2061073739, 0.0954915028, 0.0244717419, 0, 0,
      ])
  }

  @Test("A cosine with warm-up reaches 1, then its final value, and stays there")
  func cosineWithWarmUp() {
    expect(.cosine(steps: 5, warmUp: 2, final: 0.2), [0.5, 1, 1, 0.6, 0.2, 0.2])
  }

  @Test("An inverse square root peaks at the end of the warm-up and halves in four times the steps")
  func inverseSquareRoot() {
    let schedule = Schedule.inverseSquareRoot(warmUp: 4)
    expect(schedule, [0.25, 0.5, 0.75, 1])
    #expect(abs(schedule(15) - 0.5) < 1e-6)
  }

  @Test("One cycle rises and falls as PyTorch's OneCycleLR does")
  func oneCycle() {
    // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=11), PyTorch 2.13.
    expect(
      .oneCycle(steps: 11),
      [
        0.04, 0.4223411137, 0.9602614247, 0.9797465678, 0.8844757248, 0.7260870493, 0.5305827081,
        0.3300580290, 0.1574325128, 0.0410455432, 0.000004, 0.000004,
      ])
  }

  @Test("A schedule of one's own is the function it is made of")
  func own() { expect(Schedule { Double($0) }, [0, 1, 2]) }
}
