// Package slotting says where each item should live in a picking area, and
// which moves from where things are now pay off most.
//
// The nouns: a slot is a place on the floor that holds one item; an assignment
// gives each item its slot; an order is the set of items fetched in one walk. A
// Walker knows the floor (routing/tours' Solver is one).
//
// Learn starts from the best of the simple policies (most popular items to the
// nearest aisles, to the front of all aisles, or to the nearest places: the
// cube-per-order index for items of one size, Heskett 1963) and then swaps items
// under simulated annealing, so that the sum of the exact walks of past orders
// falls: items that are ordered together come to share aisles. What counts is
// LATER orders, so Plan learns first on the earlier part of the history and
// judges on the rest; where that buys nothing over the best simple policy, it
// says so and keeps the simple policy.
//
// Everything is pure and repeatable from a seed; the budget counts walks
// measured. A caller with a deadline passes a Stop function.
package slotting
