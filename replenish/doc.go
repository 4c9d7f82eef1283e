// Package replenish says how much to expect to sell and how much to buy.
//
// Policies: the economic order quantity and its variants, dynamic lot sizes
// (Wagner and Whitin 1958), the newsvendor, (s,S) (Zheng and Federgruen 1991),
// (r,Q), safety stock in a network (Graves and Willems 2000) and echelon base
// stock in series (Clark and Scarf 1960). Costs are per unit and unit of time;
// whoever calls keeps money, quantities and time in consistent units.
//
// Forecasts: Forecaster learns from the past of many items at once which
// combination of simple methods serves each class of demand, and forecasts both
// a mean (what to expect in total, bias corrected) and a median (the smallest
// absolute error; on lumpy items it is often zero). A series holds one quantity
// a week, oldest first.
//
// Everything is pure: no clock, no chance, no input or output. The policy
// functions take checked numbers; they return an error where no answer exists.
package replenish
