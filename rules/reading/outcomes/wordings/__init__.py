"""The words around an amount that carry its meaning. One module a concern; a new wording is one more line of one list.

measured      what is measured: pain, relief, function, or another thing that has percentages
results       results in words: none, complete, back to baseline, over, worse
shares        what a percentage means: relief, what is left, the level reached, function
scores        pain scores: which number is one, before or after, under what condition
times         when it was measured, how long it held, which phase
events        which procedure and side it speaks of
not_results   hopes, rules, other people, drugs
verbal        relief without an amount
joints        where a sentence divides
"""
