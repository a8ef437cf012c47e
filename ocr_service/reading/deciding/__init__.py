"""How sure a reading is: the evidence, the fitted model that weighs it, and what an error budget lets pass."""
