// The k-th smallest of some numbers, without sorting them (Hoare's selection).

/** The `k`-th smallest (from 0) of the first `count` numbers, which are left in another order. */
export function selectSmallest(numbers: Float64Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = partition(numbers, low, high);
    if (k <= middle) high = middle;
    else low = middle + 1;
  }
  return numbers[k] as number;
}

/** Moves the small ones to the left; none of `low … result` is above any of `result + 1 … high`, and neither part is empty. */
function partition(numbers: Float64Array, low: number, high: number): number {
  const pivot = numbers[(low + high) >>> 1] as number;
  let i = low - 1;
  let j = high + 1;
  for (;;) {
    do i++;
    while ((numbers[i] as number) < pivot);
    do j--;
    while ((numbers[j] as number) > pivot);
    if (i >= j) return j;
    const swap = numbers[i] as number;
    numbers[i] = numbers[j] as number;
    numbers[j] = swap;
  }
}
