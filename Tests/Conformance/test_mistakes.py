# SPDX-License-Identifier: MIT
"""The mistakes that students make most, and the text that each of them reads."""

import re

import pytest

pytestmark = pytest.mark.swift

# The cell, and its report without colours; `In[n]` stands for the cell's own label.
MISTAKES = {
    "a constant is changed": (
        """
let rate = 0.1
rate = 0.2
""",
        """
CompileError: cannot assign to value: 'rate' is a 'let' constant
In[n]:2:1
  2 | rate = 0.2
      ^~~~
note: change 'let' to 'var' to make it mutable
In[n]:1:1
  1 | let rate = 0.1
      ^~~
  fix: replace 'let' with 'var'
""",
    ),
    "a name is mistyped": (
        """
let images = [1, 2, 3]
images.cout
""",
        """
CompileError: value of type '[Int]' has no member 'cout'
In[n]:2:8
  2 | images.cout
             ^~~~
""",
    ),
    "numbers of two types are mixed": (
        """
let n = 3
let x: Float = 2.5
n * x
""",
        """
CompileError: binary operator '*' cannot be applied to operands of type 'Int' and 'Float'
In[n]:3:3
  3 | n * x
        ^
note: Swift converts no numbers by itself: write Float(…) around the other one
note: overloads for '*' exist with these partially matching parameter lists: (Float, Float), (Int, Int), (Tensor, Float)
""",
    ),
    "an argument's label is missing": (
        """
func step(_ x: Float, rate: Float) -> Float { x * rate }
step(1, 2)
""",
        """
CompileError: missing argument label 'rate:' in call
In[n]:2:5
  2 | step(1, 2)
          ^
  fix: insert 'rate:'
""",
    ),
    "a function forgets to return": (
        """
func mean(_ xs: [Float]) -> Float {
  let sum = xs.reduce(0, +)
}
""",
        """
CompileError: missing return in global function expected to return 'Float'
In[n]:3:1
  3 | }
      ^
""",
    ),
    "an optional is used as a value": (
        """
let first = [1, 2].first
first + 1
""",
        """
CompileError: value of optional type 'Int?' must be unwrapped to a value of type 'Int'
In[n]:2:1
  2 | first + 1
      ^~~~~
note: coalesce using '??' to provide a default when the optional value contains 'nil'
  fix: write '(first ?? default value) + 1'
note: force-unwrap using '!' to abort execution if the optional value contains 'nil'
  fix: insert '!'
""",
    ),
    "an index is out of range": (
        """
let xs = [1, 2, 3]
let i = 3
xs[i]
""",
        """
Fatal error: Index out of range
In[n]:3:3
  3 | xs[i]
        ^
""",
    ),
    "shapes do not fit": (
        """
let a = Tensor.zeros([2, 3])
let b = Tensor.zeros([2, 3])
matmul(a, b)
""",
        """
Fatal error: matmul: [2, 3] × [2, 3]: the inner sizes 3 and 2 differ
In[n]:3:1
  3 | matmul(a, b)
      ^
""",
    ),
    "a call that throws has no try": (
        """
MNIST.load()
""",
        """
CompileError: call can throw but is not marked with 'try'
In[n]:1:1
  1 | MNIST.load()
      ^~~~~~~~~~~~
note: did you mean to use 'try'?
  fix: insert 'try'
note: did you mean to handle error as optional value?
  fix: insert 'try?'
note: did you mean to disable error propagation?
  fix: insert 'try!'
""",
    ),
    "nil is unwrapped": (
        """
let empty: [Int] = []
empty.max()!
""",
        """
Fatal error: Unexpectedly found nil while unwrapping an Optional value
In[n]:2:12
  2 | empty.max()!
                 ^
""",
    ),
    "a brace is missing": (
        """
for i in 0..<3 {
  print(i)
""",
        """
CompileError: expected '}' at end of brace statement
note: to match this opening '{'
In[n]:1:16
  1 | for i in 0..<3 {
                     ^
""",
    ),
    "a loop is written as in Python": (
        """
for i in range(3):
  print(i)
""",
        """
CompileError: cannot find 'range' in scope (and 1 more)
In[n]:1:10
  1 | for i in range(3):
               ^~~~~
note: Swift counts by ranges: 0..<n without n, 0...n with it
error: expected '{' to start the body of for-each loop
In[n]:1:18
  1 | for i in range(3):
                       ^
note: a block stands between braces: for i in 0..<3 { print(i) }
""",
    ),
    "a number is added to a text": (
        """
let n = 3
print("n = " + n)
""",
        """
CompileError: binary operator '+' cannot be applied to operands of type 'String' and 'Int'
In[n]:2:14
  2 | print("n = " + n)
                   ^
note: put a value into a text by \\(…): "n = \\(n)"
note: overloads for '+' exist with these partially matching parameter lists: (Int, Int), (String, String)
""",
    ),
    "a text is added to a tensor": (
        """
let t = Tensor([1, 2])
t.sum() + "a"
""",
        """
CompileError: operator function '+' requires that 'Tensor' conform to 'Sequence'
In[n]:2:9
  2 | t.sum() + "a"
              ^
note: there is no + between a Tensor and the value on its other side
note: where 'Other' = 'Tensor' (Swift.RangeReplaceableCollection.+)
""",
    ),
    "no generator of random numbers is given": (
        """
let x = Tensor.normal([2])
""",
        """
CompileError: generic parameter 'some RandomNumberGenerator' could not be inferred (and 1 more)
In[n]:1:16
  1 | let x = Tensor.normal([2])
                     ^~~~~~
note: randomness is an argument: var rng = PCG32(seed: 7), and then using: &rng
note: in call to function 'normal(_:mean:standardDeviation:using:)' (Tensors.Tensor.normal)
error: missing argument for parameter 'using' in call
In[n]:1:26
  1 | let x = Tensor.normal([2])
                               ^
  fix: insert ', using: &some RandomNumberGenerator'
note: 'normal(_:mean:standardDeviation:using:)' declared here (Tensors.Tensor.normal)
""",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_words_that_help(client, name):
    client.run("import Generative")
    source, expected = MISTAKES[name]
    reply = client.run(source.strip()).reply["content"]
    report = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(reply["traceback"]))
    assert report.replace(f"In[{reply['execution_count']}]", "In[n]") == expected.strip()
