// SPDX-License-Identifier: MIT
enum Failure: Error { case deep(Int) }
func fail() async throws {
  await Task.yield()
  throw Failure.deep(2)
}
func callFail() async throws {
  await Task.yield()
  try await fail()
}
try await callFail()
